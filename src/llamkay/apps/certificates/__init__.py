"""Certificates of study and of skill from work, which never name the prison: issued, verified, withdrawn."""
