"""What whoever runs a house needs: its settings one by one, what is wrong with them, what was done and proved when."""
