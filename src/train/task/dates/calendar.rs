//! The Gregorian calendar from 1900 to 2099.

/// A calendar date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Date {
    /// From 1900 to 2099.
    pub year: u32,
    /// From 1.
    pub month: u32,
    /// From 1.
    pub day: u32,
}

const LENGTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u32) -> u32 {
    365 + u32::from(is_leap(year))
}

fn days_of_month(year: u32, month: u32) -> u32 {
    LENGTHS[month as usize - 1] + u32::from(month == 2 && is_leap(year))
}

impl Date {
    /// The days from 1900 to 2099.
    pub const COUNT: u32 = 73_049;

    /// The date so many days after 1 January 1900.
    pub fn after_1900(mut days: u32) -> Date {
        let (mut year, mut month) = (1900, 1);
        while days >= days_of_year(year) {
            days -= days_of_year(year);
            year += 1;
        }
        while days >= days_of_month(year, month) {
            days -= days_of_month(year, month);
            month += 1;
        }
        Date { year, month, day: days + 1 }
    }

    /// The days since 1 January 1900.
    pub fn days_since_1900(self) -> u32 {
        let years: u32 = (1900..self.year).map(days_of_year).sum();
        let months: u32 = (1..self.month).map(|month| days_of_month(self.year, month)).sum();
        years + months + self.day - 1
    }

    /// The day of the week, Monday being 0. 1 January 1900 was a Monday.
    pub fn weekday(self) -> usize {
        self.days_since_1900() as usize % 7
    }

    /// As ISO 8601 writes it: `2017-03-03`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: u32, month: u32, day: u32) -> Date {
        Date { year, month, day }
    }

    #[test]
    fn every_day_is_counted_once() {
        let mut last = None;
        for days in 0..Date::COUNT {
            let date = Date::after_1900(days);
            assert_eq!(date.days_since_1900(), days);
            assert!(last < Some(date));
            last = Some(date);
        }
        assert_eq!(last, Some(date(2099, 12, 31)));
    }

    #[test]
    fn weekdays_and_leap_years_are_those_of_the_calendar() {
        assert_eq!(date(2017, 3, 3).weekday(), 4);
        assert_eq!(date(1969, 7, 20).weekday(), 6);
        assert_eq!(date(2000, 1, 1).weekday(), 5);
        assert_eq!(date(2099, 12, 31).weekday(), 3);
        let after = |d: Date| Date::after_1900(d.days_since_1900() + 1);
        assert_eq!(after(date(1900, 2, 28)), date(1900, 3, 1));
        assert_eq!(after(date(2000, 2, 28)), date(2000, 2, 29));
        assert_eq!(after(date(2023, 2, 28)), date(2023, 3, 1));
    }
}
