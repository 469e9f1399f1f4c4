//! Decoding against the examples of the standard, and against what pydicom 3.0.2 reads.

use super::*;

fn sets(terms: &[&str]) -> CharacterSets {
    CharacterSets::parse(terms.join("\\").as_bytes()).0
}

fn name(bytes: &[u8], terms: &[&str]) -> String {
    decode(bytes, &sets(terms), VR::PN)
}

fn faults(bytes: &[u8], terms: &[&str]) -> (bool, bool) {
    let (_, faults) = decode_start(bytes, false, &sets(terms), VR::PN);
    (faults.undeclared, faults.unknown_bytes)
}

#[test]
fn names_of_the_standard_are_read() {
    // PS3.5 annexes H, I and K.
    let kanji = b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B";
    assert_eq!(name(kanji, &["", "ISO 2022 IR 87"]), "Yamada^Tarou=山田^太郎=やまだ^たろう");
    let katakana = b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J";
    assert_eq!(name(katakana, &["ISO 2022 IR 13", "ISO 2022 IR 87"]), "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎");
    let hangul = b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf";
    assert_eq!(name(hangul, &["", "ISO 2022 IR 149"]), "Hong^Gildong=洪^吉洞=홍^길동");
    let chinese = b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=";
    assert_eq!(name(chinese, &["", "ISO 2022 IR 58"]), "Zhang^XiaoDong=张^小东=");
    assert_eq!(name("Wang^XiaoDong=王^小東".as_bytes(), &["ISO_IR 192"]), "Wang^XiaoDong=王^小東");
    for declared in [&["", "ISO 2022 IR 87"][..], &["ISO 2022 IR 13", "ISO 2022 IR 87"], &["ISO_IR 192"]] {
        assert_eq!(faults(b"Yamada^Tarou", declared), (false, false));
    }
    assert_eq!(faults(kanji, &["", "ISO 2022 IR 87"]), (false, false));
    assert_eq!(faults(katakana, &["ISO 2022 IR 13", "ISO 2022 IR 87"]), (false, false));
}

#[test]
fn single_byte_sets_are_read() {
    for (number, bytes, expected) in [
        (100, &b"\xc4neas^R\xfcdiger"[..], "Äneas^Rüdiger"),
        (101, b"\xa3ukasz^\xaf\xf3\xb3\xe6", "Łukasz^Żółć"),
        (109, b"\xc6apek^\xd8oja", "Ĉapek^Ĝoja"),
        (110, b"\xd3\xbani\xf1\xb9^\xabirts", "Ķēniņš^Ģirts"),
        (126, b"\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"),
        (127, b"\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1", "قباني^لنزار"),
        (138, b"\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4", "שרון^דבורה"),
        (144, b"\xbb\xee\xdace\xdc\xd1yp\xd3", "Люкceмбypг"),
        (148, b"\xdeahin^\xc7a\xf0r\xfd", "Şahin^Çağrı"),
        (166, b"\xbb\xc3\xd0\xe0\xca\xc3\xd4\xb0", "ประเสริฐ"),
        (203, b"\xbcuvre^\xb4ofie\xa4", "Œuvre^Žofie€"),
    ] {
        for term in ["ISO_IR ", "ISO 2022 IR "] {
            let term = format!("{term}{number}");
            assert_eq!(name(bytes, &[&term]), expected, "{term}");
            assert_eq!(faults(bytes, &[&term]), (false, false), "{term}");
            assert!(CharacterSets::parse(term.as_bytes()).1.is_empty(), "{term}");
        }
    }
}

#[test]
fn two_byte_sets_are_read() {
    assert_eq!(name(b"\x1b$(D0!0\x22\x1b(B", &["", "ISO 2022 IR 87", "ISO 2022 IR 159"]), "丂丄");
    assert_eq!(name(b"\x1b$BCzFs\x1b(B^\x1b$(D0!\x1b(B", &["", "ISO 2022 IR 87", "ISO 2022 IR 159"]), "丁二^丂");
    assert_eq!(name(b"\xc7\xd1", &["ISO 2022 IR 149"]), "한");
    assert_eq!(name(b"\x95\x32\x82\x36\x81\x39\xee\x39", &["GB18030"]), "𠀀㐀");
    // A space stands alone among the characters of two bytes.
    assert_eq!(name(b"\x1b$BCz Fs\x1b(B", &["", "ISO 2022 IR 87"]), "丁 二");
}

#[test]
fn delimiters_and_controls_bring_the_first_set_back() {
    let declared = sets(&["ISO 2022 IR 100", "ISO 2022 IR 126"]);
    let read = |bytes: &[u8], vr| decode(bytes, &declared, vr);
    assert_eq!(read(b"\x1b-F\xc4\\\xc4", VR::LO), "Δ\\Ä");
    assert_eq!(read(b"\x1b-F\xc4\\\xc4", VR::LT), "Δ\\Δ");
    assert_eq!(read(b"\x1b-F\xc4^\xc4=\xc4", VR::LO), "Δ^Δ=Δ");
    assert_eq!(read(b"\x1b-F\xc4^\xc4", VR::PN), "Δ^Ä");
    assert_eq!(read(b"\x1b-F\xc4=\xc4", VR::PN), "Δ=Ä");
    for control in ["\t", "\r", "\n", "\r\n", "\x0C", "\x0B"] {
        let bytes = [b"\x1b-F\xc4", control.as_bytes(), b"\xc4"].concat();
        assert_eq!(read(&bytes, VR::UT), format!("Δ{control}Ä"));
    }
    // Also out of the characters of two bytes that stand in the left half.
    let declared = sets(&["", "ISO 2022 IR 87"]);
    assert_eq!(decode(b"\x1b$BCz\r\nFs", &declared, VR::ST), "丁\r\nFs");
}

#[test]
fn a_byte_of_a_character_is_no_delimiter() {
    // Second bytes that are those of a backslash, of `^` and of `=`.
    for (bytes, terms, expected) in [
        (&b"\x81\x5c\\\xd5\x5c"[..], &["GBK"][..], "乗\\誠"),
        (b"\x81\x5c\\\xd5\x5c", &["GB18030"], "乗\\誠"),
        (b"\x95\x5c\x83\x5c^\x83\x5c\\\xbf", &["ISO_IR 13"], "表ソ^ソ\\ｿ"),
        (b"\xbf\x95\x5c\xbf", &["ISO 2022 IR 13", "ISO 2022 IR 87"], "ｿ表ｿ"),
        (b"\x95\x5c^\x83\x5c", &["shift_jis"], "表^ソ"),
        (b"\x1b$B=^\x1b(B", &["", "ISO 2022 IR 87"], "殉"),
    ] {
        assert_eq!(name(bytes, terms), expected, "{terms:?}");
    }
    // Shift-JIS is not what ISO_IR 13 says.
    assert_eq!(faults(b"\x95\x5c", &["ISO_IR 13"]), (true, false));
}

#[test]
fn unknown_bytes_are_shown_not_guessed() {
    assert_eq!(name(b"J\xe9r\xf4me", &[]), "J<E9>r<F4>me");
    assert_eq!(name(b"J\xe9r", &["ISO_IR 999"]), "J<E9>r");
    assert_eq!(name(b"\x1b$B;", &["", "ISO 2022 IR 87"]), ";");
    assert_eq!(decode(b"\xe9", &sets(&["ISO_IR 100"]), VR::CS), "<E9>");
    // Bad UTF-8, a lone surrogate among it, and what is cut in GB18030 and in Korean.
    assert_eq!(name(b"a\xffb\xed\xa0\x80c\xe5\xb1", &["ISO_IR 192"]), "a<FF>b<ED><A0><80>c<E5><B1>");
    assert_eq!(name(b"\xd5\xc5\x81", &["GB18030"]), "张<81>");
    assert_eq!(name(b"\xc7\xd1\xc7", &["ISO 2022 IR 149"]), "한<C7>");
    for (bytes, terms) in
        [(&b"J\xe9r"[..], &[""][..]), (b"\xff", &["ISO_IR 192"]), (b"\x80", &["ISO_IR 13"]), (b"\x1b", &[""])]
    {
        assert_eq!(faults(bytes, terms), (false, true), "{terms:?}");
    }
}

#[test]
fn escape_sequences_that_are_none_or_not_declared_are_noticed() {
    // What is switched to is read, declared or not.
    assert_eq!(name(b"\x1b-F\xc4", &["ISO 2022 IR 100"]), "Δ");
    assert_eq!(faults(b"\x1b-F\xc4", &["ISO 2022 IR 100"]), (true, false));
    assert_eq!(faults(b"\x1b-F\xc4", &["ISO 2022 IR 100", "ISO 2022 IR 126"]), (false, false));
    assert_eq!(faults(b"\x1b(Ba", &["ISO 2022 IR 100"]), (false, false));
    // Cut ones and others stay as they are.
    for escape in ["\x1b", "\x1b$", "\x1b$)", "\x1b-", "\x1b(Z", "\x1b%G"] {
        assert_eq!(name(format!("a{escape}").as_bytes(), &["", "ISO 2022 IR 149"]), format!("a{escape}"));
        assert_eq!(faults(escape.as_bytes(), &["", "ISO 2022 IR 149"]), (false, true));
    }
}

#[test]
fn the_start_of_a_value_ends_with_a_whole_character() {
    let start = |bytes, terms: &[&str]| decode_start(bytes, true, &sets(terms), VR::UT);
    let sound = |text: &str| (text.to_owned(), Faults::default());
    assert_eq!(start(b"\xe5\xb1\xb1\xe5\xb1", &["ISO_IR 192"]), sound("山"));
    assert_eq!(start(b"\x81\x5c\x81", &["GBK"]), sound("乗"));
    assert_eq!(start(b"\xc7\xd1\xc7", &["ISO 2022 IR 149"]), sound("한"));
    assert_eq!(start(b"\x1b$BCzF", &["", "ISO 2022 IR 87"]), sound("丁"));
    assert_eq!(start(b"a\x1b$", &["", "ISO 2022 IR 87"]), sound("a"));
    assert_eq!(start(b"\x1b$)C\xc7\r\n\xc7", &["", "ISO 2022 IR 149"]).0, "<C7>\r\n");
}

#[test]
fn miswritten_terms_are_understood_and_noticed() {
    let codes = |term: &str| {
        let (sets, findings) = CharacterSets::parse(term.as_bytes());
        (decode(b"\xc4\x80", &sets, VR::LO), findings.len())
    };
    // Read by pydicom 3.0.2 too, the first two and "ISO_2022_IR_100" with a warning.
    for term in
        ["ISO-IR 100", "ISO IR 100", "ISO_IR_100", "iso_ir 100", "ISO_2022_IR_100", "ISO_IR100", "ISO2022 IR 100"]
    {
        assert_eq!(codes(term), ("Ä\u{80}".to_owned(), 1), "{term}");
    }
    for term in ["UTF-8", "utf8", "ISO 2022 IR 192", "\\ISO_IR 192", "ISO_IR 192\\ISO 2022 IR 87", "ISO-IR 192"] {
        assert_eq!(codes(term), ("\u{100}".to_owned(), 1), "{term}");
    }
    for term in ["WINDOWS-1252", "windows_1252", "latin1", "ISO 8859-1"] {
        assert_eq!(codes(term), ("Ä€".to_owned(), 1), "{term}");
    }
    for term in ["ISO_IR 999", "KLINGON", "UTF-16", "x-user-defined", "ISO-2022-KR"] {
        assert_eq!(codes(term), ("<C4><80>".to_owned(), 1), "{term}");
    }
    assert_eq!(name(b"\x1b$BCz\x1b(B", &["", "ISO2022 IR 87"]), "丁");
    assert_eq!(name(b"\xd5\xc5", &["ISO 2022 GBK"]), "张");
    assert_eq!(name(b"\xd5\xc5", &["ISO 2022 58"]), "张");
    // Each kind of fault once, however many values there are.
    let many = ["ISO-IR 100", "ISO-IR 101", "ISO_IR 999", "UTF-8"].repeat(5000).join("\\");
    let (_, findings) = CharacterSets::parse(many.as_bytes());
    assert_eq!(findings.len(), 4);
    let (_, findings) = CharacterSets::parse(b"ISO 2022 IR 6\\ISO 2022 IR 13\\ISO 2022 IR 87\\ISO 2022 IR 159 \0");
    assert!(findings.is_empty());
}

#[test]
fn no_bytes_panic() {
    let terms = ["", "ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 149", "ISO_IR 166", "GB18030", "ISO_IR 192"];
    let mut state = 1_u32;
    for round in 0..7000 {
        let mut byte = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let choice = (state >> 24) as u8;
            *b"\x1b$()BD-A^=\\".get(usize::from(choice % 23)).unwrap_or(&choice)
        };
        let bytes: Vec<u8> = (0..12).map(|_| byte()).collect();
        let sets = sets(&[terms[round % 7], terms[round / 7 % 7]]);
        for vr in [VR::PN, VR::UT, VR::CS] {
            for cut in [false, true] {
                decode_start(&bytes, cut, &sets, vr);
            }
        }
    }
}

#[test]
fn ten_megabytes_take_no_time() {
    let long = vec![b'^'; 10 << 20];
    assert_eq!(decode(&long, &sets(&["ISO 2022 IR 100"]), VR::PN).len(), long.len());
    let bad = vec![0xFF; 1 << 20];
    assert_eq!(decode(&bad, &sets(&["ISO_IR 192"]), VR::PN).len(), 4 * bad.len());
}
