"""What institutions agree, promise and see together: agreements, commitments, the liaison's desk, visits."""
