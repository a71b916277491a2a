"""Interviews for the plan, and the person's own words."""
