"""What key ceremonies made: public keys, sealed vaults, group and root wraps, signed rosters. Nothing in the clear."""
