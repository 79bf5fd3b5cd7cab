"""A large catalogue that never was, and how long engines take over it; see docs/scale.md."""
