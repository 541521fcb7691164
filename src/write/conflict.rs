//! Git's conflict markers in a generated file.

/// The two sides of a file that git left with conflict markers; `None` if it has none. Where both are texts that we wrote,
/// nobody's work is in the file.
pub(super) fn sides(text: &[u8]) -> Option<[Vec<u8>; 2]> {
    if !text.windows(SHORTEST).any(|part| part == b"<<<<<<<") {
        return None;
    }
    let mut size = SHORTEST;
    let mut sides = [
        Vec::with_capacity(text.len()),
        Vec::with_capacity(text.len()),
    ];
    let mut part = Part::Both;
    let mut found = false;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let marker = marker(line);
        if let (Part::Both, Some((b'<', count))) = (part, marker) {
            size = count;
        }
        let marker = marker.filter(|(_, count)| *count == size);
        part = match (part, marker.map(|(character, _)| character)) {
            (Part::Both, Some(b'<')) => Part::Ours,
            (Part::Ours, Some(b'|')) => Part::Base,
            (Part::Ours | Part::Base, Some(b'=')) => Part::Theirs,
            (Part::Theirs, Some(b'>')) => {
                found = true;
                Part::Both
            }
            (part, _) => {
                if matches!(part, Part::Both | Part::Ours) {
                    sides[0].extend_from_slice(line);
                }
                if matches!(part, Part::Both | Part::Theirs) {
                    sides[1].extend_from_slice(line);
                }
                part
            }
        };
    }
    (found && matches!(part, Part::Both)).then_some(sides)
}

/// git's markers are longer where a file was renamed, too.
const SHORTEST: usize = 7;

#[derive(Clone, Copy)]
enum Part {
    Both,
    Ours,
    Base,
    Theirs,
}

/// The character of which a line has seven or more in front, and how many.
fn marker(line: &[u8]) -> Option<(u8, usize)> {
    let first = *line.first()?;
    let count = line.iter().take_while(|byte| **byte == first).count();
    (count >= SHORTEST && b"<|=>".contains(&first)).then_some((first, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_come_out() {
        let text = b"a\n<<<<<<< HEAD\nb\n||||||| 1234\nbase\n=======\nc\n>>>>>>> other\nd\n";
        assert_eq!(
            sides(text),
            Some([b"a\nb\nd\n".to_vec(), b"a\nc\nd\n".to_vec()])
        );
    }

    #[test]
    fn longer_markers_hold_shorter_ones() {
        let text = b"<<<<<<<< a:x\n=======\n========\n>>>>>>>\n>>>>>>>> b:y\n";
        let expected = [b"=======\n".to_vec(), b">>>>>>>\n".to_vec()];
        assert_eq!(sides(text), Some(expected));
    }

    #[test]
    fn half_a_conflict_is_none() {
        for text in [
            "a\n",
            "<<<<<<< HEAD\na\n",
            "<<<<<<< HEAD\na\n=======\nb\n",
            "<<<<<<<< x\n=======\n>>>>>>>\n",
        ] {
            assert_eq!(sides(text.as_bytes()), None, "{text}");
        }
    }
}
