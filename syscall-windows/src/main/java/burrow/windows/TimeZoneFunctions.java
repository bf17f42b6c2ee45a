package burrow.windows;

import static burrow.windows.WindowsFormats.POINTER;

import burrow.kernel.call.HostFunction;
import burrow.machine.AddressSpace;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/** The time zone of the host as Windows describes zones: an offset and two rules a year. */
final class TimeZoneFunctions {
  private static final String KERNEL32 = "kernel32.dll";

  // TIME_ZONE_INFORMATION, and what DYNAMIC_TIME_ZONE_INFORMATION adds.
  static final int BYTES = 172;
  static final int DYNAMIC_BYTES = 432;
  static final int STANDARD_NAME = 4;
  static final int STANDARD_DATE = 68;
  static final int STANDARD_BIAS = 84;
  static final int DAYLIGHT_NAME = 88;
  static final int DAYLIGHT_DATE = 152;
  static final int DAYLIGHT_BIAS = 168;
  private static final int KEY_NAME = 172;
  private static final int LONGEST_NAME = 31;

  private static final int UNKNOWN = 0;
  private static final int STANDARD = 1;
  private static final int DAYLIGHT = 2;

  /** The last of a kind of weekday in its month. */
  private static final int LAST = 5;

  private TimeZoneFunctions() {}

  static List<HostFunction<Call>> table() {
    String names = "zones are named by their abbreviations, as the host knows them";
    return List.of(
        Row.of(KERNEL32, "GetTimeZoneInformation", c -> store(c, BYTES), POINTER).partial(names),
        Row.of(KERNEL32, "GetDynamicTimeZoneInformation", c -> store(c, DYNAMIC_BYTES), POINTER)
            .partial(names));
  }

  private static long store(Call c, int bytes) {
    AddressSpace m = c.memory();
    long at = c.argument(0);
    ZoneId zone = ZoneId.systemDefault();
    ZoneRules rules = zone.getRules();
    Instant now = Instant.ofEpochSecond(c.clock().realtimeNanos() / 1_000_000_000L);
    ZoneOffset standard = rules.getStandardOffset(now);
    m.write(at, new byte[bytes]);
    m.writeInt(at, -standard.getTotalSeconds() / 60);
    TimeZone names = TimeZone.getTimeZone(zone);
    name(m, at + STANDARD_NAME, names.getDisplayName(false, TimeZone.SHORT, Locale.ENGLISH));
    name(m, at + DAYLIGHT_NAME, names.getDisplayName(true, TimeZone.SHORT, Locale.ENGLISH));
    if (bytes == DYNAMIC_BYTES) {
      name(m, at + KEY_NAME, zone.getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    }
    m.writeInt(at + STANDARD_BIAS, 0);
    List<ZoneOffsetTransitionRule> yearly = rules.getTransitionRules();
    if (yearly.size() != 2) {
      return UNKNOWN;
    }
    for (ZoneOffsetTransitionRule r : yearly) {
      boolean toStandard = r.getOffsetAfter().equals(standard);
      date(m, at + (toStandard ? STANDARD_DATE : DAYLIGHT_DATE), r, now);
      if (!toStandard) {
        int seconds = r.getOffsetAfter().getTotalSeconds() - standard.getTotalSeconds();
        m.writeInt(at + DAYLIGHT_BIAS, -seconds / 60);
      }
    }
    return rules.isDaylightSavings(now) ? DAYLIGHT : STANDARD;
  }

  private static void name(AddressSpace m, long at, String name) {
    Wide.write(m, at, name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name);
  }

  /** SYSTEMTIME of a rule: no year, a month, a weekday, which of them, and the time before. */
  private static void date(AddressSpace m, long at, ZoneOffsetTransitionRule rule, Instant now) {
    LocalDateTime when =
        rule.createTransition(LocalDateTime.ofInstant(now, ZoneOffset.UTC).getYear())
            .getDateTimeBefore();
    DayOfWeek day = rule.getDayOfWeek();
    int indicator = rule.getDayOfMonthIndicator();
    int week = indicator < 0 || indicator > 24 ? LAST : (indicator - 1) / 7 + 1;
    m.writeShort(at + 2, when.getMonthValue());
    m.writeShort(at + 4, (day == null ? when.getDayOfWeek() : day).getValue() % 7);
    m.writeShort(at + 6, day == null ? (when.getDayOfMonth() - 1) / 7 + 1 : week);
    m.writeShort(at + 8, when.getHour());
    m.writeShort(at + 10, when.getMinute());
    m.writeShort(at + 12, when.getSecond());
  }
}
