"""rt.v1: streams of numbered items on disk, and the sockets of this process that follow them."""
