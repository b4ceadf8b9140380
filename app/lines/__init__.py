"""rt.v1 as callers meet it: one line for each of them, over whichever carrier lets them through."""
