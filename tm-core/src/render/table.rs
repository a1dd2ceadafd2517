//! Columns of plain text that line up, whatever the script.

use unicode_width::UnicodeWidthStr;

use super::words::one_line;

/// Rows as lines: each cell on one line, columns two spaces apart, no spaces at the end.
///
/// Width is counted in cells of a terminal, so Chinese names and emoji line up too.
pub(super) fn table<const N: usize>(header: [&str; N], rows: Vec<[String; N]>) -> String {
    let rows: Vec<_> =
        std::iter::once(header.map(str::to_owned)).chain(rows).map(|row| row.map(|it| one_line(&it))).collect();
    let widths: Vec<_> = (0..N).map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn wide_characters_take_two_cells() {
        let rows = vec![["数据库".to_owned(), "1".to_owned()], ["a\nb".to_owned(), String::new()]];
        assert_eq!(super::table(["NAME", "N"], rows), "NAME    N\n数据库  1\na b\n");
    }
}
