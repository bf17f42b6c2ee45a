package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import org.jspecify.annotations.Nullable;

/**
 * Resolves paths, one component after the other, following symbolic links itself: so the guest sees
 * its own /proc behind a link of the host, and no link leads out of a confined root.
 */
public final class PathWalker {
  /** PATH_MAX of Linux, with the NUL. */
  public static final int PATH_MAX = 4096;

  private static final int NAME_MAX = 255;
  private static final int MAX_LINKS = 40;

  /** What to do about the last component. */
  public enum Last {
    /** Follow it if it is a symbolic link. */
    FOLLOW,
    /** Do not, unless a slash is behind it. */
    NO_FOLLOW,
    /** It is to be created, removed or renamed: keep it as it is. */
    NAME
  }

  private DirectoryNode current;
  private boolean owned;
  private final DirectoryNode root;
  private final boolean noLinks;
  private String rest;
  private int links;

  private PathWalker(
      DirectoryNode root, DirectoryNode start, boolean owned, String path, boolean noLinks) {
    this.root = root;
    this.current = start;
    this.owned = owned;
    this.rest = path;
    this.noLinks = noLinks;
  }

  /**
   * Resolves a path.
   *
   * @param at what a relative path starts from: an open directory, or null for the working
   *     directory
   * @return to be closed
   * @throws KernelException ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EACCES; the last component need
   *     not exist
   */
  public static Location walk(
      FileSystemContext context, @Nullable OpenFile at, String path, Last last) {
    return walk(context, at, path, last, false);
  }

  /**
   * As {@link #walk(FileSystemContext, OpenFile, String, Last)}.
   *
   * @param noLinks fail with ELOOP at any symbolic link (RESOLVE_NO_SYMLINKS)
   */
  public static Location walk(
      FileSystemContext context, @Nullable OpenFile at, String path, Last last, boolean noLinks) {
    if (path.isEmpty()) {
      throw new KernelException(Errno.ENOENT);
    }
    if (path.length() >= PATH_MAX) {
      throw new KernelException(Errno.ENAMETOOLONG);
    }
    DirectoryNode start;
    boolean owned = false;
    if (path.charAt(0) == '/') {
      start = context.root();
    } else if (at == null) {
      start = context.workingDirectory();
      owned = true;
    } else {
      DirectoryNode d = at.directory();
      if (d == null) {
        throw new KernelException(Errno.ENOTDIR);
      }
      start = d;
    }
    PathWalker w = new PathWalker(context.root(), start, owned, path, noLinks);
    try {
      return w.run(last);
    } catch (KernelException e) {
      w.leave();
      throw e;
    }
  }

  private void leave() {
    if (owned) {
      current.close();
      owned = false;
    }
  }

  private void moveTo(DirectoryNode next) {
    if (next != current) {
      leave();
      current = next;
      owned = next != root;
    }
  }

  private Location run(Last last) {
    while (true) {
      skipSlashes();
      int slash = rest.indexOf('/');
      int end = slash < 0 ? rest.length() : slash;
      String name = rest.substring(0, end);
      if (name.length() > NAME_MAX) {
        throw new KernelException(Errno.ENAMETOOLONG);
      }
      boolean isLast = isOnlySlashes(end);
      if (!isLast) {
        if (!enterMany()) {
          rest = rest.substring(end);
          enter(name);
        }
        continue;
      }
      Location l = last(last, name, slash >= 0);
      if (l != null) {
        return l;
      }
    }
  }

  private void skipSlashes() {
    int i = 0;
    while (i < rest.length() && rest.charAt(i) == '/') {
      i++;
    }
    rest = rest.substring(i);
  }

  private boolean isOnlySlashes(int from) {
    for (int i = from; i < rest.length(); i++) {
      if (rest.charAt(i) != '/') {
        return false;
      }
    }
    return true;
  }

  /** Enters all directories before the last component at once, if the node can. */
  private boolean enterMany() {
    int end = rest.length();
    while (rest.charAt(end - 1) == '/') {
      end--;
    }
    int cut = rest.lastIndexOf('/', end - 1);
    String names = rest.substring(0, cut);
    if (names.indexOf('/') < 0 || names.contains("..")) {
      return false;
    }
    DirectoryNode next = current.enterAll(names);
    if (next == null) {
      return false;
    }
    moveTo(next);
    rest = rest.substring(cut);
    return true;
  }

  private void enter(String name) {
    if (name.equals(".")) {
      return;
    }
    try {
      DirectoryNode m = current.mounted(name);
      moveTo(m != null ? m : current.enter(name));
    } catch (KernelException e) {
      if (e.errno() != Errno.ENOTDIR && e.errno() != Errno.ELOOP) {
        throw e;
      }
      DirectoryNode.Link link = current.link(name);
      if (link == null || !follow(link)) {
        throw new KernelException(Errno.ENOTDIR);
      }
    }
  }

  /** Goes on along a link. Returns false if it leads to something that is no directory. */
  private boolean follow(DirectoryNode.Link link) {
    OpenFile opened = link.opened();
    if (noLinks || ++links > MAX_LINKS) {
      if (opened != null) {
        opened.release();
      }
      throw new KernelException(Errno.ELOOP);
    }
    if (opened != null) {
      try {
        DirectoryNode d = opened.directory();
        if (d == null) {
          return false;
        }
        moveTo(d.duplicate());
        return true;
      } finally {
        opened.release();
      }
    }
    splice(link.target());
    return true;
  }

  private void splice(String target) {
    if (target.isEmpty()) {
      throw new KernelException(Errno.ENOENT);
    }
    if (target.charAt(0) == '/') {
      moveTo(root);
    }
    rest = target + rest;
    if (rest.length() >= 16 * PATH_MAX) {
      throw new KernelException(Errno.ENAMETOOLONG);
    }
  }

  /** Treats the last component; returns null if it was a link and the walk goes on. */
  private @Nullable Location last(Last last, String name, boolean slash) {
    if (last == Last.NAME) {
      return lastName(name, slash);
    }
    if (name.isEmpty() || name.equals(".")) {
      return found(".");
    }
    if (name.equals("..")) {
      enter("..");
      return found(".");
    }
    DirectoryNode m = current.mounted(name);
    if (m != null) {
      moveTo(m);
      return found(".");
    }
    if (last == Last.FOLLOW || slash) {
      DirectoryNode.Link link = linkOrNull(name);
      if (link != null) {
        rest = rest.substring(name.length());
        return followLast(link, slash);
      }
    }
    return found(slash ? name + "/" : name);
  }

  private @Nullable Location followLast(DirectoryNode.Link link, boolean slash) {
    OpenFile opened = link.opened();
    if (opened == null || noLinks) {
      follow(link);
      return null;
    }
    DirectoryNode d = opened.directory();
    if (d != null) {
      follow(link);
      return found(".");
    }
    if (slash) {
      opened.release();
      throw new KernelException(Errno.ENOTDIR);
    }
    leave();
    return Location.of(opened);
  }

  private DirectoryNode.@Nullable Link linkOrNull(String name) {
    try {
      return current.link(name);
    } catch (KernelException e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  private Location lastName(String name, boolean slash) {
    if (name.isEmpty()) {
      return found(".");
    }
    DirectoryNode m = current.mounted(name);
    if (m != null) {
      moveTo(m);
      return found(".");
    }
    return found(slash ? name + "/" : name);
  }

  private Location found(String name) {
    Location l = Location.of(current, name, owned);
    owned = false;
    return l;
  }
}
