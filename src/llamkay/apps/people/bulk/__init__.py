"""People by the hundred, as a file names them: known, admitted, in stages, moved; judged, then written at once."""
