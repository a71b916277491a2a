"""Every function of every account is looked at each half year by somebody else: it stays, or it is taken away."""
