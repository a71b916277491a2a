"""Personal data that goes: erasures, and copies of a database without anybody in them."""
