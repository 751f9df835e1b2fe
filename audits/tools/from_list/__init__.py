"""A tool made from a list of questions, as a partnership has it in Word, Excel or an e-mail."""
