"""The passes, one folder each; `compiler.driver` calls them in order and they never import each other."""
