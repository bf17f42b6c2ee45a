module burrow/tests/guests

go 1.26
