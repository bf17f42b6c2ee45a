package burrow.cli;

/** An expected failure: its message is the one line the user sees, its status the exit status. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  final int status;

  Failure(int status, String message) {
    super(message);
    this.status = status;
  }
}
