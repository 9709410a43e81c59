//! How people write a date.

use super::calendar::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const ORDINALS: [&str; 31] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
];
const CHINESE_DAYS: [char; 7] = ['一', '二', '三', '四', '五', '六', '日'];

/// One way of writing dates. What it writes can be read in one way only: a year of two digits stands for 1950 to 2049, and
/// a date of numbers alone begins with the year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// the 3rd of March 2017
    TheOrdinalOf,
    /// 3rd March 2017
    OrdinalMonth,
    /// 3 March 2017
    DayMonth,
    /// March 3, 2017
    MonthDay,
    /// March 3rd, 2017
    MonthOrdinal,
    /// Mar 3, 2017
    ShortMonthDay,
    /// 3 Mar 2017
    DayShortMonth,
    /// Mar 3 '17
    ShortMonthDayShortYear,
    /// 3 Mar '17
    DayShortMonthShortYear,
    /// 3/Mar/2017
    Slashes,
    /// Friday, March 3, 2017
    WeekdayMonthDay,
    /// Fri 3 Mar 2017
    ShortWeekday,
    /// Friday the 3rd of March 2017
    WeekdayTheOrdinal,
    /// the third of March 2017
    WordOrdinal,
    /// 2017-03-03
    Iso,
    /// 2017/3/3
    Numbers,
    /// 2017.3.3
    Points,
    /// 2017年3月3日
    Chinese,
    /// 2017年03月03日
    ChinesePadded,
    /// 二〇一七年三月三日
    ChineseNumerals,
    /// 二零一七年三月三日
    ChineseNumeralsZero,
    /// 2017年3月3日星期五
    ChineseWeekday,
    /// 2017年3月3日（周五）
    ChineseShortWeekday,
    /// 星期五，2017年3月3日
    ChineseWeekdayFirst,
    /// 二〇一七年三月三日星期五
    ChineseNumeralsWeekday,
    /// 17年3月3日
    ChineseShortYear,
}

/// Every form.
pub const FORMS: &[Form] = &[
    Form::TheOrdinalOf,
    Form::OrdinalMonth,
    Form::DayMonth,
    Form::MonthDay,
    Form::MonthOrdinal,
    Form::ShortMonthDay,
    Form::DayShortMonth,
    Form::ShortMonthDayShortYear,
    Form::DayShortMonthShortYear,
    Form::Slashes,
    Form::WeekdayMonthDay,
    Form::ShortWeekday,
    Form::WeekdayTheOrdinal,
    Form::WordOrdinal,
    Form::Iso,
    Form::Numbers,
    Form::Points,
    Form::Chinese,
    Form::ChinesePadded,
    Form::ChineseNumerals,
    Form::ChineseNumeralsZero,
    Form::ChineseWeekday,
    Form::ChineseShortWeekday,
    Form::ChineseWeekdayFirst,
    Form::ChineseNumeralsWeekday,
    Form::ChineseShortYear,
];

impl Form {
    /// The date in this form; nothing where the form has no unambiguous way to write it.
    pub fn write(self, date: Date) -> Option<String> {
        let Date { year, month, day } = date;
        let (name, weekday) = (MONTHS[month as usize - 1], DAYS[date.weekday()]);
        let (short, short_day) = (&name[..3], &weekday[..3]);
        let nth = format!("{day}{}", suffix(day));
        let chinese_day = CHINESE_DAYS[date.weekday()];
        let numerals = |zero| format!("{}年{}月{}日", digits(year, zero), count(month), count(day));
        Some(match self {
            Form::TheOrdinalOf => format!("the {nth} of {name} {year}"),
            Form::OrdinalMonth => format!("{nth} {name} {year}"),
            Form::DayMonth => format!("{day} {name} {year}"),
            Form::MonthDay => format!("{name} {day}, {year}"),
            Form::MonthOrdinal => format!("{name} {nth}, {year}"),
            Form::ShortMonthDay => format!("{short} {day}, {year}"),
            Form::DayShortMonth => format!("{day} {short} {year}"),
            Form::ShortMonthDayShortYear => format!("{short} {day} '{:02}", two_digits(year)?),
            Form::DayShortMonthShortYear => format!("{day} {short} '{:02}", two_digits(year)?),
            Form::Slashes => format!("{day}/{short}/{year}"),
            Form::WeekdayMonthDay => format!("{weekday}, {name} {day}, {year}"),
            Form::ShortWeekday => format!("{short_day} {day} {short} {year}"),
            Form::WeekdayTheOrdinal => format!("{weekday} the {nth} of {name} {year}"),
            Form::WordOrdinal => format!("the {} of {name} {year}", ORDINALS[day as usize - 1]),
            Form::Iso => date.iso(),
            Form::Numbers => format!("{year}/{month}/{day}"),
            Form::Points => format!("{year}.{month}.{day}"),
            Form::Chinese => format!("{year}年{month}月{day}日"),
            Form::ChinesePadded => format!("{year}年{month:02}月{day:02}日"),
            Form::ChineseNumerals => numerals('〇'),
            Form::ChineseNumeralsZero => numerals('零'),
            Form::ChineseWeekday => format!("{year}年{month}月{day}日星期{chinese_day}"),
            Form::ChineseShortWeekday => format!("{year}年{month}月{day}日（周{chinese_day}）"),
            Form::ChineseWeekdayFirst => format!("星期{chinese_day}，{year}年{month}月{day}日"),
            Form::ChineseNumeralsWeekday => format!("{}星期{chinese_day}", numerals('〇')),
            Form::ChineseShortYear => format!("{:02}年{month}月{day}日", two_digits(year)?),
        })
    }
}

/// The last two digits of a year from 1950 to 2049.
fn two_digits(year: u32) -> Option<u32> {
    (1950..2050).contains(&year).then_some(year % 100)
}

fn suffix(day: u32) -> &'static str {
    match (day / 10, day % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

fn numeral(digit: u32, zero: char) -> char {
    [zero, '一', '二', '三', '四', '五', '六', '七', '八', '九'][digit as usize % 10]
}

/// A number digit by digit: 二〇一七.
fn digits(number: u32, zero: char) -> String {
    number.to_string().bytes().map(|digit| numeral(u32::from(digit - b'0'), zero)).collect()
}

/// A number below 100 as it is counted: 三, 十, 十一, 二十, 三十一.
fn count(number: u32) -> String {
    let (tens, ones) = (number / 10, number % 10);
    let ten = match tens {
        0 => String::new(),
        1 => "十".to_owned(),
        tens => format!("{}十", numeral(tens, '〇')),
    };
    if ones == 0 { ten } else { format!("{ten}{}", numeral(ones, '〇')) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_writes_a_date_as_people_do() {
        let date = Date { year: 2017, month: 3, day: 3 };
        let written: Vec<String> = FORMS.iter().map(|form| form.write(date).expect("a spelling")).collect();
        for expected in [
            "the 3rd of March 2017",
            "Mar 3 '17",
            "Friday the 3rd of March 2017",
            "the third of March 2017",
            "2017年3月3日",
            "二〇一七年三月三日",
            "二零一七年三月三日",
            "2017年3月3日星期五",
            "星期五，2017年3月3日",
            "17年3月3日",
        ] {
            assert!(written.iter().any(|written| written == expected), "{expected}");
        }
        let mut once = written.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), FORMS.len());
    }

    #[test]
    fn the_hard_days_are_right() {
        let write = |form: Form, year, month, day| form.write(Date { year, month, day });
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(write(Form::OrdinalMonth, 1912, 2, 11), some("11th February 1912"));
        assert_eq!(write(Form::MonthOrdinal, 1912, 2, 22), some("February 22nd, 1912"));
        assert_eq!(write(Form::ChineseNumerals, 2000, 10, 31), some("二〇〇〇年十月三十一日"));
        assert_eq!(write(Form::ChineseNumeralsZero, 1900, 12, 20), some("一九零零年十二月二十日"));
        assert_eq!(write(Form::ShortMonthDayShortYear, 1949, 1, 1), None);
        assert_eq!(write(Form::ShortMonthDayShortYear, 2005, 1, 1), some("Jan 1 '05"));
    }
}
