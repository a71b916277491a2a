"""Reviews of plans, and the half-yearly evaluations of the technical council."""
