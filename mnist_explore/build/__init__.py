"""What fills the atlas and makes every shipped product: stage after stage, each written with a manifest."""
