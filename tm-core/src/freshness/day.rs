//! Days of the calendar, to reckon with.

use std::fmt;

/// A day, in UTC.
///
/// ```
/// use tm_core::freshness::Day;
///
/// let day = Day::parse("2026-03-01").unwrap();
/// assert_eq!(day.since(Day::parse("2026-02-27").unwrap()), 2);
/// assert_eq!(Day::of_seconds(951_782_400).to_string(), "2000-02-29");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

const SECONDS: i64 = 24 * 60 * 60;

/// The first day of year 1 and the last of 9999: what cannot be written in four digits is taken for these.
const RANGE: [i64; 2] = [-719_162, 2_932_896];

impl Day {
    /// The day on which `seconds` after 1970 fall.
    pub fn of_seconds(seconds: i64) -> Day {
        Day(seconds.div_euclid(SECONDS).clamp(RANGE[0], RANGE[1]))
    }

    /// The day that is written `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Day> {
        if !tm_schema::is_day(text) {
            return None;
        }
        let mut parts = text.split('-').map_while(|part| part.parse::<i64>().ok());
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * month + 2) / 5 + day - 1;
        let day_of_era = year * 365 + year / 4 - year / 100 + day_of_year;
        Some(Day((era * 146_097 + day_of_era - 719_468).clamp(RANGE[0], RANGE[1])))
    }

    /// How many days it comes after `other`; negative if before.
    pub fn since(self, other: Day) -> i64 {
        self.0 - other.0
    }
}

/// The calendar repeats every 400 years of 146,097 days; years are counted from March, so that a leap day is a year's
/// last (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0 + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_they_are_read() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (951_782_400, "2000-02-29"),
            (1_798_761_599, "2026-12-31"),
            (1_798_761_600, "2027-01-01"),
            (4_107_542_400, "2100-03-01"),
            (i64::MIN, "0001-01-01"),
            (i64::MAX, "9999-12-31"),
        ] {
            assert_eq!(Day::of_seconds(seconds).to_string(), day);
            assert_eq!(Day::parse(day), Some(Day::of_seconds(seconds)), "{day}");
        }
        assert_eq!(Day::parse("2027-02-29"), None);
    }
}
