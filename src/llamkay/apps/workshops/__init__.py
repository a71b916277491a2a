"""What the workshops need besides people and days: tools, machines, safety, work outside, own enterprises."""
