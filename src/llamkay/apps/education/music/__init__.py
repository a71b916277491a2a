"""Orquestando and the choir: ensembles, repertoire, rehearsals, performances, and what is lent."""
