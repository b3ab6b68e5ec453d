"""What is usual in a class and what is not: shapes, typicality, families, and the standard digit."""
