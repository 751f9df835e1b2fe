"""What stops a child being recognised by a number: the policy, and what it holds back."""
