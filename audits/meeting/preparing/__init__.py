"""The meeting before it opens: findings side by side, a question for each agency, the pre-read."""
