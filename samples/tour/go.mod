module burrow/samples/tour

go 1.26
