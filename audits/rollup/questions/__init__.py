"""What was answered to each question of an audit's tool."""
