"""The desk of the liaison of another institution: what is addressed to it, what is published, nothing else."""
