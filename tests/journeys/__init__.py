"""The product as people use it: real pages, a real server and a real Chromium."""
