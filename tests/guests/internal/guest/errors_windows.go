package guest

import "syscall"

// The Win32 errors behind which a case looks for what Unix calls so.
func init() {
	for code, name := range map[syscall.Errno]string{
		2:   "ENOENT", // ERROR_FILE_NOT_FOUND
		3:   "ENOENT", // ERROR_PATH_NOT_FOUND
		5:   "EACCES", // ERROR_ACCESS_DENIED
		6:   "EBADF",  // ERROR_INVALID_HANDLE
		80:  "EEXIST", // ERROR_FILE_EXISTS
		87:  "EINVAL", // ERROR_INVALID_PARAMETER
		109: "EPIPE",  // ERROR_BROKEN_PIPE
		131: "EINVAL", // ERROR_NEGATIVE_SEEK
		145: "ENOTEMPTY",
		183: "EEXIST", // ERROR_ALREADY_EXISTS
		232: "EPIPE",  // ERROR_NO_DATA
		267: "ENOTDIR",
	} {
		errorNames[code] = name
	}
}
