"""What `scripts/vectors` writes. Every refusal is made here by somebody who holds the keys and misuses them."""
