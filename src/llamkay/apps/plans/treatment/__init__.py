"""Treatment programmes: referral, start, completion, withdrawal, and the rates by cohort."""
