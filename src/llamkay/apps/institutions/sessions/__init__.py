"""The open sessions of each account: seen by whoever owns it and by whoever administers, ended by either, by themselves
when nobody clicks, and in any case after the hours of a function."""
