"""The paper register (Sổ theo dõi hồ sơ) as somebody typed it: a witness of what happened at the counter."""
