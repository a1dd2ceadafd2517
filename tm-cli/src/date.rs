//! Today, as `YYYY-MM-DD`: the only place where time comes from.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::failure::{Failure, Misuse};

/// The day of a run: what was asked for, else `SOURCE_DATE_EPOCH`, else the clock, in UTC.
///
/// # Errors
/// When `SOURCE_DATE_EPOCH` is needed and is no number of seconds. A build that sets it wants no other day.
pub fn today(asked: Option<&str>) -> Result<String, Failure> {
    if let Some(day) = asked {
        return Ok(day.to_owned());
    }
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(day_of(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs())));
    };
    let epoch = epoch.to_string_lossy();
    match epoch.parse() {
        Ok(seconds @ ..END_OF_9999) => Ok(day_of(seconds)),
        _ => {
            let error = Misuse(format!("the environment's `SOURCE_DATE_EPOCH={epoch}` is no time"));
            Err(Failure::new(error).help("it is the seconds since 1970-01-01; unset it, or give a day with `--today`"))
        }
    }
}

/// Checks that `text` is a day of the Gregorian calendar.
///
/// # Errors
/// What a date looks like.
pub fn parse(text: &str) -> Result<String, String> {
    if tm_schema::is_day(text) {
        Ok(text.to_owned())
    } else {
        Err("a day of the calendar is written YYYY-MM-DD".into())
    }
}

const DAY: u64 = 24 * 60 * 60;

/// The first second whose year has five digits.
const END_OF_9999: u64 = 253_402_300_800;

/// The day that `seconds` after 1970 fall on. The calendar repeats every 400 years of 146,097 days; years are counted
/// from March, so that a leap day is a year's last (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn day_of(seconds: u64) -> String {
    let days = seconds / DAY + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_days() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_798_761_599, "2026-12-31"),
            (1_798_761_600, "2027-01-01"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(day_of(seconds), day);
        }
    }

    #[test]
    fn only_days_of_the_calendar_parse() {
        for day in ["1970-01-01", "2028-02-29", "2100-12-31"] {
            assert_eq!(parse(day).as_deref(), Ok(day));
        }
        for text in
            ["2027-02-29", "2027-04-31", "2027-00-01", "2027-1-01", "27-01-01", "2027-01-00", "x", "2027-01-01-01"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
