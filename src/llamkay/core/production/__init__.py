"""What is made: quantities, recipes and their losses, which lot goes first, allergens, costs, consignments, cloths."""
