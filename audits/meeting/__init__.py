"""Step 4: the multi-agency audit meeting, case by case: findings agreed, themes, grades."""
