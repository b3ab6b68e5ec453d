"""Where packages come from that this project runs on: locked by hash, licences listed, vulnerabilities looked up."""
