use super::*;
use crate::transfer::writer::Writer;

/// What is read of a text: the number of each line, with the address or what is wrong.
fn read(format: Format, text: &[u8]) -> Vec<(u64, Result<String, String>)> {
    let mut reader = Reader::new(format, text).unwrap();
    let mut lines = Vec::new();
    while let Some(Line { number, record }) = reader.next().unwrap() {
        lines.push((number, record.map(|record| record.email.unwrap_or_default())));
    }
    assert_eq!(reader.bytes(), text.len() as u64);
    lines
}

fn record(email: &str) -> UserRecord {
    UserRecord {
        id: Some("0b1e6a2c-3f3a-4a0e-9d8e-0a1b2c3d4e5f".into()),
        email: Some(email.into()),
        password_hash: Some("$2b$04$xibHizQIsrWkWctXsNy6zuKgirrgngSjuUZWaBSuO0eIak94dkfmG".into()),
        created_at: Some("2026-11-25T15:04:05.678Z".into()),
        verified: Some("true".into()),
        disabled: Some("true".into()),
    }
}

#[test]
fn what_is_written_reads_back_in_either_format_and_no_cell_is_a_formula() {
    let records = ["=1+1@me.com", "+b@me.com", "-b@me.com", "'b@me.com", "jörg@müller.example"].map(record);
    let records = records.into_iter().chain([UserRecord { password_hash: None, ..record("c@me.com") }]);
    let records: Vec<_> = records.collect();
    for format in [Format::Json, Format::Csv] {
        let mut written = Vec::new();
        let mut writer = Writer::new(format, &mut written).unwrap();
        records.iter().for_each(|record| writer.write(record.clone()).unwrap());
        writer.finish().unwrap();
        let text = String::from_utf8(written).unwrap();
        let cells = text.lines().flat_map(|line| line.split(','));
        assert!(
            format == Format::Json || !cells.into_iter().any(|cell| cell.starts_with(['=', '+', '-', '@'])),
            "{text}"
        );
        let mut reader = Reader::new(format, text.as_bytes()).unwrap();
        let read: Vec<_> = std::iter::from_fn(|| reader.next().unwrap()).map(|line| line.record.unwrap()).collect();
        assert!(read == records, "{text}");
    }
}

#[test]
fn json_lines_are_numbered_and_what_is_wrong_is_said_without_values() {
    let text = concat!(
        "{\"email\":\"a@me.com\"}\n",
        "\n",
        "{\"email\":\"s3cret\n",
        "{\"email\":\"b@me.com\",\"pasword_hash\":\"s3cret\"}\r\n",
        "{\"email\":\"b@me.com\",\"password_hash\":[\"s3cret\"]}\n",
        "{\"email\":\"b@me.com\",\"verified\":1}\n",
        "{\"email\":\"b@me.com\",\"verified\":false,\"id\":null}"
    );
    let lines = read(Format::Json, text.as_bytes());
    let numbers: Vec<_> = lines.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 3, 4, 5, 6, 7]);
    assert_eq!((&lines[0].1, &lines[5].1), (&Ok("a@me.com".into()), &Ok("b@me.com".into())));
    for ((_, line), named) in
        lines[1..5].iter().zip(["no JSON object", "none of id, email", "not of text", "true or false"])
    {
        let wrong = line.as_ref().unwrap_err();
        assert!(wrong.contains(named) && !wrong.contains("s3cret"), "{wrong}");
    }
}

#[test]
fn a_line_without_an_end_is_passed_over() {
    let text = format!("{{\"email\":\"{}\"}}\n{{\"email\":\"a@me.com\"}}\n", "x".repeat(100_000));
    let lines = read(Format::Json, text.as_bytes());
    assert_eq!(lines, [(1, Err("longer than 65536 bytes".into())), (2, Ok("a@me.com".into()))]);
}

#[test]
fn rows_are_numbered_by_lines_and_must_fit_the_columns() {
    let text = b"email,verified\r\na@me.com,true\n\"b@me.com\n\",\nc@me.com\n\xff@me.com,true\nd@me.com,\n";
    assert_eq!(
        read(Format::Csv, text),
        [
            (2, Ok("a@me.com".into())),
            (3, Ok("b@me.com\n".into())),
            (5, Err("1 cells under 2 columns".into())),
            (6, Err("not UTF-8".into())),
            (7, Ok("d@me.com".into())),
        ]
    );
}

#[test]
fn columns_that_are_not_known_or_missing_are_refused_at_once() {
    for columns in ["", "id,verified\n", "email,pasword_hash\n", "a@me.com\n", "email,email\n"] {
        let refused = Reader::new(Format::Csv, columns.as_bytes()).err().unwrap().to_string();
        assert!(refused.contains("the first line has to name the columns: email"), "{refused}");
    }
}

#[test]
fn a_quote_that_nothing_closes_does_not_swallow_the_rest_of_the_file() {
    let text = format!("email\na@me.com\n\"b@me.com\n{}", "c@me.com\n".repeat(20_000));
    let mut reader = Reader::new(Format::Csv, text.as_bytes()).unwrap();
    assert!(reader.next().unwrap().is_some());
    let refused = reader.next().err().unwrap().to_string();
    assert!(refused.starts_with("line 3 begins a row of more than 65536 bytes"), "{refused}");
}

#[test]
fn a_large_table_of_short_rows_is_read_whole() {
    let text = format!("email\n{}", "c@me.com\n".repeat(20_000));
    assert_eq!(read(Format::Csv, text.as_bytes()).len(), 20_000);
}
