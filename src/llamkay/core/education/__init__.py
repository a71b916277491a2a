"""Education: the stages of the law and what somebody lacks, absence that removes, rates that cannot pass a hundred."""
