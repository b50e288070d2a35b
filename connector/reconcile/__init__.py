"""The judgement: match, compare, plan; pure functions over dossiers."""
