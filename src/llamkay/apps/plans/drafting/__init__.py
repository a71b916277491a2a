"""Plans: their draft, the facts that close each step, the page that is signed."""
