"""The judgement: match, compare and plan as pure functions over dossiers."""
