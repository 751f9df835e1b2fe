"""What whoever writes in a return is told, on the page and in the Word form alike."""

NO_NAMES = "Write about roles (mother, school nurse), never names, dates of birth, addresses or numbers."
NOT_ONESELF = "Only if it is not yourself. Give the post (school nurse), not a name."
