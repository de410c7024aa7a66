//! What formatting makes of texts, for review: what was written with care stays as it is, and what was not looks as if.

use std::fs;
use std::path::Path;

use heddle::ide;
use heddle::language::LanguageId;
use heddle::language::layout::{self, Style};
use similar::TextDiff;

fn formatted(language: LanguageId, text: &str) -> String {
    layout::apply(text, &ide::formatting(language, text, Style::default()))
}

/// What changes in the programs of a folder, folders inside included.
fn changes(folder: &Path, shown: &mut String) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            changes(&path, shown);
        } else if let Ok(text) = fs::read_to_string(&path)
            && let Some(language) = LanguageId::of(&heddle::text::Uri::from_path(&path))
        {
            let new = formatted(language, &text);
            let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
            let diff = TextDiff::from_lines(&text, &new).unified_diff().header(&name, &name).to_string();
            shown.push_str(&diff);
        }
    }
}

#[test]
fn what_was_written_with_care_stays_as_it_is() {
    for folder in ["examples", "tests/rholang", "tests/metta"] {
        let mut shown = String::new();
        changes(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut shown);
        crate::snapshot(&format!("formatting_of_{}", folder.replace('/', "_")), &shown);
    }
}

#[test]
fn careless_metta_looks_written_by_hand() {
    crate::snapshot("formatting_of_careless_metta", &formatted(LanguageId::Metta, CARELESS_METTA));
}

#[test]
fn careless_rholang_looks_written_by_hand() {
    crate::snapshot("formatting_of_careless_rholang", &formatted(LanguageId::Rholang, CARELESS_RHOLANG));
}

#[test]
fn depth_costs_no_call_stack_and_no_square() {
    let nested = ["(a ".repeat(50_000), ")".repeat(50_000)].concat();
    assert!(formatted(LanguageId::Metta, &nested).len() < 2 * nested.len());
    let lines = ["(a\n".repeat(20_000), ")".repeat(20_000)].concat();
    assert!(formatted(LanguageId::Metta, &lines).len() < 100 * 20_000);
    let blocks = ["{\n".repeat(20_000), "Nil".to_owned(), "}\n".repeat(20_000)].concat();
    assert!(formatted(LanguageId::Rholang, &blocks).len() < 200 * 20_000);
}

const CARELESS_METTA: &str = r#"


;;; Factorials, and what else there is.
!   (import!   &self   lib:math )
(:fact (->Number Number))
(=   (fact $n)
    (if (== $n 0)
        1
        (* $n (fact (- $n 1)))
    )
)
(= (classify $n) (case (compare $n 10) ((less (Small $n)) (equal (Exactly ten)) (greater (Large $n (as much as (- $n 10)))))))
(= (walk $graph $from $to) (let* (($next (neighbours $graph $from)) ($rest (walk $graph $next $to))) (Path $from $rest)))


( facts ; what is known
( lives ada london)   ; and since when
( lives grace arlington)   ; not checked
; the last one


  ( lives alan   wilmslow ) )
!
(fact
5)
(@doc fact (@desc "The factorial of a number, as the product of all the numbers up to it") (@params ((@param "a number"))) (@return "its factorial"))
(colours red orange yellow green blue indigo violet black white grey brown pink purple turquoise olive)
(= (long-name-of-a-function $first-argument $second-argument) (another-function (inner-function $first-argument) (inner-function $second-argument)))
!(println! "a string
  over lines")   
"#;

const CARELESS_RHOLANG: &str = r#"
//   A bank.
new bank,stdout( `rho:io:stdout` ),ack in{


  contract bank( @"open",@owner ,return )={ new account in { account!(0)|return!( bundle+{ *account } ) } }
  | // what follows pays
  contract bank(@"pay",@amount,account,done)={for(@balance<-account){if(amount<=balance){account!(balance-amount)|done!(true)}else{account!(balance)|done!(false)}}}
  |
  bank!("open","Ada",*ack)|
  for(account<-ack;@first<-account&@second<-account where first>second){
    match {"first":first,"second":second} { {"first":a ...rest} => stdout!(a)
      [x,y...z]=>{stdout!((x,))}   // a list
      ~Int/\whole => stdout!(-whole.abs()) _=>Nil }
  }|
  stdout!({"name":"Ada Lovelace","address":{"street":"St James's Square","city":"London","country":"England"},"born":1815})|
  let x<-1;@y<-*x+1 in{stdout!(*x,y)}|
  select{ @a<-ack=>stdout!(a)
   @b<-stdout=>{stdout!(b)} } |
  bank!?("close",*ack).|
  stdout!("a text that is long enough" ++ " to be broken over lines, since it does" ++ " not fit on one of a hundred columns")|
  @{ "a":1 }!( [1,2,...rest] , Set( 1,2 ),{|1,2|},not true or false )
  /* the end
     of it */
}
"#;
