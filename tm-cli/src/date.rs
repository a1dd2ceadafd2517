//! Today, as `YYYY-MM-DD`: the only place where time comes from.

use std::time::{SystemTime, UNIX_EPOCH};

use tm_core::freshness::Day;

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
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
        return Ok(Day::of_seconds(i64::try_from(seconds).unwrap_or(i64::MAX)).to_string());
    };
    let epoch = epoch.to_string_lossy();
    match epoch.parse() {
        Ok(seconds @ 0..END_OF_9999) => Ok(Day::of_seconds(seconds).to_string()),
        _ => {
            let error = Misuse(format!("the environment's `SOURCE_DATE_EPOCH={epoch}` is no time"));
            Err(Failure::new(error).help("it is the seconds since 1970-01-01; unset it, or give a day with `--today`"))
        }
    }
}

/// The same, to reckon with.
///
/// # Errors
/// As [`today`].
pub fn day(asked: Option<&str>) -> Result<Day, Failure> {
    let today = today(asked)?;
    Day::parse(&today).ok_or_else(|| Failure::new(Misuse(format!("`{today}` is no day of the calendar"))))
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

/// The first second whose year has five digits.
const END_OF_9999: i64 = 253_402_300_800;

#[cfg(test)]
mod tests {
    use super::*;

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
