//! Faulty ways to read the scopes of Rholang, one rule each.

use heddle::oracle::scoping::Subject;
use heddle::oracle::specification::scoping::{Misreading, meanings};

macro_rules! misread {
    ($rule:ident) => {
        |program, _| meanings(program, Some(Misreading::$rule))
    };
}

/// Subjects with one fault each.
pub(crate) const SCOPES: [(&str, Subject); 18] = [
    ("the outermost binder wins", misread!(OutermostWins)),
    ("a join sees its siblings", misread!(JoinsSeeSiblings)),
    ("a later receipt sees nothing of earlier ones", misread!(ReceiptsSeeNothing)),
    ("a guard does not see later receipts", misread!(GuardsSeeEarlier)),
    ("a contract's name sees its formals", misread!(NamesSeeFormals)),
    ("formals are visible beside their contract", misread!(FormalsLeak)),
    ("a variable of a pattern means the outer one", misread!(PatternsRefer)),
    ("a reference binds", misread!(ReferencesBind)),
    ("a case sees the one before", misread!(CasesLeak)),
    ("a declaration sees itself", misread!(LetSeesItself)),
    ("a concurrent declaration sees those before it", misread!(ConcurrentSeesEarlier)),
    ("`matches` binds", misread!(MatchesBinds)),
    ("a disjunction binds", misread!(DisjunctionsBind)),
    ("a negation binds", misread!(NegationsBind)),
    ("a remainder binds a name", misread!(RemaindersAreNames)),
    ("`let x = P` binds a name", misread!(EqualsBindsName)),
    ("a variable may stand twice", misread!(VariablesRepeat)),
    ("the name of a contract is a process", misread!(ContractsAreProcesses)),
];
