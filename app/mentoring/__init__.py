"""Live chat with a peer mentor: when it may be offered, who takes it, and how it passes to an adult."""
