"""Which skills a mission trains and which it asks for: clauses, evidence of two kinds, and one small learned weighing."""
