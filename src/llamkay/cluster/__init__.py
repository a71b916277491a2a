"""Count the days of the nation on a cluster: the sheets as Parquet, the same kernel on every machine.

Needs the extra ``spark`` (``pip install llamkay[spark]``); nothing else of the house needs this room.
"""
