"""Lists that are brought in from a file and written to one.

`audit_project.tables` reads a file into rows; `columns` finds what its columns are and `cells` reads one; `lines` says
what each row does, before anything is made; `views` show that; `taking_in` does it, all of it or nothing. What the
lists differ in stands in a table of columns and an `ImportedList` for each.
"""
