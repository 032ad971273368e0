"""The forms that a module goes through: Program, Flow, Machine, and what they share."""
