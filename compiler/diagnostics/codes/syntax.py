"""Python that a pipeline cannot say: SM1xx."""
